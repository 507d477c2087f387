list(APPEND ANALYSIS_SOURCES frontend/frontend.cpp frontend/registry.cpp)
list(APPEND ANALYSIS_TESTS frontend/frontend_test.cpp)
list(APPEND ANALYSIS_BENCHES frontend/frontend_bench.cpp)
