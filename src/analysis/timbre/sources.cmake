list(APPEND ANALYSIS_SOURCES timbre/contrast.cpp timbre/mel.cpp timbre/spectral_shape.cpp timbre/timbre_analyser.cpp)
list(APPEND ANALYSIS_TESTS timbre/contrast_test.cpp timbre/mel_test.cpp timbre/spectral_shape_test.cpp timbre/timbre_analyser_test.cpp)
