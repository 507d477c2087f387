list(APPEND ANALYSIS_SOURCES structure/energy.cpp structure/silence.cpp)
list(APPEND ANALYSIS_TESTS structure/energy_test.cpp structure/silence_test.cpp)
