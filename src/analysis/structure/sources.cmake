list(APPEND ANALYSIS_SOURCES structure/energy.cpp)
list(APPEND ANALYSIS_SOURCES structure/silence.cpp)
list(APPEND ANALYSIS_TESTS)
list(APPEND ANALYSIS_TESTS structure/silence_test.cpp)
