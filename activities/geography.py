def locate(lat, lon):
    return None, None
