list(APPEND ANALYSIS_SOURCES theory/advice.cpp theory/cadences.cpp theory/progressions.cpp theory/roman.cpp theory/tension.cpp
     theory/theory.cpp theory/voice_leading.cpp)
list(APPEND ANALYSIS_TESTS theory/theory_test.cpp)
