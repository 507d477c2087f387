list(APPEND ANALYSIS_SOURCES harmony/key.cpp)
list(APPEND ANALYSIS_TESTS harmony/key_test.cpp)
