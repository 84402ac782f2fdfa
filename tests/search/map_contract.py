"""What every engine must answer for the map; each engine's class inherits it beside the other contract."""

from search.engines import get_engine
from search.engines.base import MAX_CLUSTERS, MAX_ZOOM, Box, grid_precision
from search.query import Near, SearchQuery

WORLD = Box(-180, -90, 180, 90)
CITY = Box(12.44, 55.61, 12.66, 55.74)


class MapContract:
    """Needs `setUpTestData` to make a city and `self.pairs(query)`: {(offer id, lat, lon)} worked out plainly."""

    def clusters(self, query=None, zoom=MAX_ZOOM, box=CITY):
        return get_engine().clusters(query or SearchQuery(), zoom, box)

    def test_the_clusters_hold_every_pair_of_offer_and_point_once_at_any_zoom(self):
        pairs = self.pairs(SearchQuery())
        assert len(pairs) > 10
        for zoom in range(0, MAX_ZOOM + 1, 2):
            spread = self.clusters(zoom=zoom, box=WORLD)
            assert sum(cluster.pairs for cluster in spread.clusters) == len(pairs)
            assert spread.placed == len({offer for offer, *_point in pairs})

    def test_a_box_holds_what_lies_in_it_with_its_edges(self):
        for _offer, lat, lon in sorted(self.pairs(SearchQuery()))[:5]:
            at = Box(lon, lat, lon, lat)
            expected = {offer for offer, *point in self.pairs(SearchQuery()) if point == [lat, lon]}
            (cluster,) = self.clusters(box=at).clusters
            assert (cluster.pairs, cluster.offers, cluster.box) == (len(expected), len(expected), at)
            assert (cluster.lat, cluster.lon) == (lat, lon)
            assert {hit.id for hit in get_engine().search(SearchQuery(), size=200, box=at).hits} == expected

    def test_in_a_box_a_hit_is_told_with_its_sessions_there_alone(self):
        _offer, lat, lon = min(self.pairs(SearchQuery()))
        for hit in get_engine().search(SearchQuery(), size=200, box=Box(lon, lat, lon, lat)).hits:
            assert {(session["lat"], session["lon"]) for session, _next in hit.sessions} == {(lat, lon)}

    def test_a_filter_holds_on_the_map_as_in_the_list(self):
        for query in (
            SearchQuery(weekday=("tue",)),
            SearchQuery(district=("noerrebro",)),
            SearchQuery(near=Near(55.69, 12.55), radius=2000),
        ):
            spread = self.clusters(query, box=WORLD)
            assert sum(cluster.pairs for cluster in spread.clusters) == len(self.pairs(query)) > 0
            assert spread.total == get_engine().search(query, facets=False).total

    def test_one_point_alone_is_told_with_its_place_and_more_are_not(self):
        near, far = self.clusters(zoom=MAX_ZOOM, box=None), self.clusters(zoom=0, box=WORLD)
        for cluster in near.clusters:
            if cluster.box.west == cluster.box.east and cluster.box.south == cluster.box.north:
                offer, session = cluster.sample
                assert (session["lat"], session["lon"]) == (cluster.lat, cluster.lon)
                assert (offer["id"], cluster.lat, cluster.lon) in self.pairs(SearchQuery())
        assert all(cluster.sample is None for cluster in far.clusters if cluster.box.west < cluster.box.east)
        assert any(cluster.sample is None for cluster in far.clusters)

    def test_cells_come_once_and_from_north_to_south(self):
        cells = [cluster.cell for cluster in self.clusters(zoom=12).clusters]
        assert len(cells) > 2
        assert cells == sorted(set(cells), key=lambda cell: (cell[2], cell[1]))

    def test_there_is_an_extent_around_everything_placed_and_none_around_nothing(self):
        pairs = self.pairs(SearchQuery())
        extent = self.clusters(box=None).extent
        assert extent.west == min(lon for _offer, _lat, lon in pairs)
        assert extent.north == max(lat for _offer, lat, _lon in pairs)
        nothing = self.clusters(SearchQuery(postcode=("9999",)), box=None)
        assert (nothing.total, nothing.placed, nothing.extent, nothing.clusters) == (0, 0, None, [])

    def test_no_box_and_zoom_asks_for_more_cells_than_may_be_told(self):
        for box in (WORLD, CITY, Box(12.5, 55.6, 12.6, 55.7), Box(-180, 0, 180, 0.001), Box(12, 55, 12, 55)):
            for zoom in range(MAX_ZOOM + 1):
                precision = grid_precision(box, zoom)
                assert 0 <= precision <= zoom + 2
                assert len(self.clusters(zoom=zoom, box=box).clusters) <= MAX_CLUSTERS

    def test_an_offer_without_a_point_is_found_and_not_placed(self):
        spread = self.clusters(box=WORLD)
        unplaced = spread.total - spread.placed
        assert unplaced == len(self.unplaced(SearchQuery()))
