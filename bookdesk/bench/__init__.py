"""The benchmarks, each beside its baseline in the same run. Not part of the installers."""
