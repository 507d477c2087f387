list(APPEND ANALYSIS_SOURCES harmony/chroma.cpp harmony/key.cpp)
list(APPEND ANALYSIS_TESTS harmony/key_test.cpp)
