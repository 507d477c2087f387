list(APPEND ANALYSIS_SOURCES waveform/waveform.cpp)
list(APPEND ANALYSIS_TESTS waveform/waveform_test.cpp)
