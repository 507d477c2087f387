list(APPEND ANALYSIS_SOURCES pitch/candidates.cpp pitch/difference.cpp pitch/line.cpp pitch/line_analysers.cpp pitch/line_features.cpp pitch/line_judge.cpp pitch/note_cuts.cpp pitch/notes.cpp
     pitch/path.cpp pitch/salience.cpp pitch/tracker.cpp pitch/voicing.cpp)
