list(APPEND ANALYSIS_SOURCES
  fingerprint/chroma_image.cpp fingerprint/fingerprint.cpp fingerprint/fingerprint_text.cpp
  fingerprint/mono_11025.cpp fingerprint/words.cpp)
list(APPEND ANALYSIS_TESTS 
  fingerprint/chroma_image_test.cpp fingerprint/fingerprint_test.cpp fingerprint/fingerprint_text_test.cpp
  fingerprint/mono_11025_test.cpp fingerprint/words_test.cpp)
list(APPEND ANALYSIS_FUZZERS fingerprint/fingerprint_text_fuzz.cpp)

# Asks the fpcalc program itself; skips where it is not installed.
if(STRATUM_TESTS)
  find_package(GTest REQUIRED)
  add_executable(stratum_fpcalc_tests fingerprint/fpcalc_test.cpp)
  target_include_directories(stratum_fpcalc_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(stratum_fpcalc_tests PRIVATE stratum_analysis GTest::gtest_main)
  add_test(NAME fingerprint_equals_fpcalc COMMAND stratum_fpcalc_tests)
  set_tests_properties(fingerprint_equals_fpcalc PROPERTIES LABELS slow TIMEOUT 600)
endif()
