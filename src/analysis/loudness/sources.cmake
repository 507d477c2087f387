list(APPEND ANALYSIS_SOURCES
  loudness/analyser.cpp
  loudness/gating.cpp
  loudness/k_weighting.cpp
  loudness/loudness_kernels.cpp
  loudness/meter.cpp
  loudness/normalise.cpp
  loudness/true_peak.cpp
)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND ANALYSIS_SOURCES loudness/loudness_kernels_avx2.cpp)
  set_source_files_properties(loudness/loudness_kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma"
                              SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON)
endif()
list(APPEND ANALYSIS_TESTS loudness/meter_test.cpp loudness/normalise_test.cpp loudness/true_peak_test.cpp)
list(APPEND ANALYSIS_BENCHES loudness/meter_bench.cpp)

# Oracles and files of the tests.
if(STRATUM_TESTS)
  pkg_check_modules(EBUR128 REQUIRED IMPORTED_TARGET libebur128)
  pkg_check_modules(SNDFILE REQUIRED IMPORTED_TARGET sndfile)
  list(APPEND ANALYSIS_TEST_LINK PkgConfig::EBUR128 PkgConfig::SNDFILE)
endif()
