list(APPEND ANALYSIS_SOURCES structure/energy.cpp structure/sections.cpp structure/sections_bars.cpp
  structure/sections_cues.cpp structure/sections_groups.cpp structure/sections_kinds.cpp structure/sections_mix.cpp
  structure/sections_search.cpp structure/sections_track.cpp structure/silence.cpp)
list(APPEND ANALYSIS_TESTS structure/energy_test.cpp structure/sections_bars_test.cpp structure/sections_cues_test.cpp
  structure/sections_groups_test.cpp structure/sections_search_test.cpp structure/sections_test.cpp
  structure/sections_track_test.cpp structure/silence_test.cpp)
