"""Lists pieces for `stratum-training keys`: python -m training.keys.lists held|rest FOLDER...

Prints the NAME.chroma of each piece in the folders that training.keys.train holds out, or of the rest: the votes are fitted
to what neither the network nor the linear models learned from.
"""
import argparse

from . import dataset
from .train import split


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", choices=["held", "rest"])
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    rest, held = split(dataset.load(options.folders))
    for piece in held if options.which == "held" else rest:
        print(piece.path)


if __name__ == "__main__":
    main()
