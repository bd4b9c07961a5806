"""From the bytes of a budget document to typed rows; pure functions that know nothing of runs, frames or expectations."""
