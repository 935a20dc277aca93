"""Video visits. The folder's place in the house is fixed; the visits themselves are not part of this release."""
