"""The parts of bench/run, one file each."""
