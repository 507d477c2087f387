list(APPEND ANALYSIS_SOURCES
  rhythm/beat_bands.cpp
  rhythm/beat_phase.cpp
  rhythm/beats.cpp
  rhythm/grid.cpp
  rhythm/loop_length.cpp
  rhythm/metre.cpp
  rhythm/onsets.cpp
  rhythm/periodicity.cpp
  rhythm/pulse_fit.cpp
  rhythm/rhythm.cpp
  rhythm/stretches.cpp
  rhythm/tempo_bounds.cpp
  rhythm/tempo_level.cpp
  rhythm/tempo_sections.cpp
  rhythm/tempo_vote.cpp
)
list(APPEND ANALYSIS_TESTS
  rhythm/beat_bands_test.cpp
  rhythm/grid_test.cpp
  rhythm/onsets_test.cpp
  rhythm/pulse_fit_test.cpp
  rhythm/rhythm_test.cpp
  rhythm/tempo_bounds_test.cpp
  rhythm/tempo_sections_test.cpp
  rhythm/tempo_vote_test.cpp
)
