list(APPEND ANALYSIS_SOURCES chords/chord.cpp chords/chord_confidence.cpp chords/chord_evidence.cpp chords/chord_model.cpp
     chords/chord_path.cpp chords/chords_analyser.cpp chords/pitch_track.cpp chords/slices.cpp)
list(APPEND ANALYSIS_TESTS chords/chord_evidence_test.cpp chords/chord_path_test.cpp chords/chord_test.cpp
     chords/chords_analyser_test.cpp chords/slices_test.cpp)
