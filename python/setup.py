"""One wheel for every Python 3 of this platform: the library in it knows nothing of Python."""
import os

from setuptools import setup
from setuptools.dist import Distribution
from wheel.bdist_wheel import bdist_wheel


class Platform(Distribution):
    def has_ext_modules(self):
        return True


class AnyPython(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(version=os.environ["ENERGY_OPT_VERSION"], distclass=Platform, cmdclass={"bdist_wheel": AnyPython})
