import pytest

from tests.activities.editing import speak
from tests.factories import AdminFactory


@pytest.fixture
def admin(client):
    user = AdminFactory()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def english(admin):
    speak(admin.user, "en")
    return admin
