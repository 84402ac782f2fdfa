"""The import direction config -> search -> activities, and the tree, as they were decided."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MAY_IMPORT = {
    "activities": {"activities"},
    "search": {"search", "activities"},
    "accounts": {"accounts"},
    "config": {"config", "accounts", "search", "activities"},
}
TOP_LEVEL = {
    "manage.py", "requirements.txt", "requirements-dev.txt", "README.md", "Makefile", "compose.yaml", "Dockerfile",
    "pyproject.toml", "LICENSE", "CHANGELOG.md", ".env.example", ".gitignore", ".dockerignore",
    ".ci", "site", "activities", "search", "locale", "tests", "docs",
}  # fmt: skip
SOURCES = {
    ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__"): path
    for base, packages in ((ROOT, ("activities", "search")), (ROOT / "site", ("accounts", "config")))
    for package in packages
    for path in (base / package).rglob("*.py")
}


def ours_imported_by(module):
    """Yield the absolute names of our modules that a module imports, at its top or inside a function."""
    path = SOURCES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            names = [f"{origin}.{alias.name}" for alias in node.names]
            names = [name if name in SOURCES else origin for name in names]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in MAY_IMPORT)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_stands_below_it(package):
    modules = [module for module in SOURCES if module.partition(".")[0] == package]
    assert modules
    wrong = [
        f"{module} imports {name}"
        for module in modules
        for name in ours_imported_by(module)
        if name.partition(".")[0] not in MAY_IMPORT[package]
    ]
    assert not wrong


def test_the_query_imports_nothing_of_ours_and_the_contract_of_engines_only_the_query():
    assert set(ours_imported_by("search.query")) == set()
    assert set(ours_imported_by("search.engines.base")) == {"search.query"}


# A benchmark of one engine has to know it.
ABOUT_ONE_ENGINE = {"search.management.commands.bench_elastic"}


def test_only_the_engines_themselves_know_which_engines_there_are():
    wrong = [
        f"{module} imports {name}"
        for module in SOURCES
        if not module.startswith("search.engines") and module not in ABOUT_ONE_ENGINE
        for name in ours_imported_by(module)
        if name.startswith("search.engines.") and name != "search.engines.base"
    ]
    assert not wrong


def test_site_is_a_folder_on_the_path_and_never_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_the_top_level_is_the_one_that_was_decided():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("needs the git work tree to tell what belongs to the repository")
    assert {name.partition("/")[0] for name in listed.stdout.split("\0") if name} <= TOP_LEVEL
