list(APPEND ANALYSIS_SOURCES pitch/candidates.cpp pitch/difference.cpp pitch/line.cpp pitch/line_analysers.cpp
     pitch/line_features.cpp pitch/line_judge.cpp pitch/note_cuts.cpp pitch/notes.cpp pitch/path.cpp pitch/salience.cpp
     pitch/tracker.cpp pitch/voicing.cpp)
list(APPEND ANALYSIS_TESTS pitch/difference_test.cpp pitch/line_analysers_test.cpp pitch/line_test.cpp pitch/notes_test.cpp pitch/path_test.cpp
     pitch/tracker_test.cpp)
