list(APPEND ANALYSIS_SOURCES drums/drum_hits.cpp drums/drum_listener.cpp drums/drum_rises.cpp drums/drums_analyser.cpp)
list(APPEND ANALYSIS_TESTS drums/drum_hits_test.cpp drums/drum_listener_test.cpp drums/drums_analyser_test.cpp)
