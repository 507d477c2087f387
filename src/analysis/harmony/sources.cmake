list(APPEND ANALYSIS_SOURCES harmony/chroma.cpp harmony/church_mode.cpp harmony/harmony_analyser.cpp harmony/key.cpp harmony/key_evidence.cpp harmony/key_listener.cpp
     harmony/key_methods.cpp harmony/key_path.cpp harmony/key_presence.cpp harmony/key_vote.cpp harmony/lone_tone.cpp harmony/tuning.cpp)
list(APPEND ANALYSIS_TESTS harmony/chroma_test.cpp harmony/church_mode_test.cpp harmony/harmony_analyser_test.cpp harmony/key_listener_test.cpp harmony/key_path_test.cpp harmony/key_test.cpp
     harmony/key_vote_test.cpp harmony/lone_tone_test.cpp harmony/tuning_test.cpp)
