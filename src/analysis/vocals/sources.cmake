list(APPEND ANALYSIS_SOURCES vocals/vocal_listener.cpp vocals/vocal_signs.cpp)
list(APPEND ANALYSIS_TESTS vocals/vocal_listener_test.cpp)
