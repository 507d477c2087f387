list(APPEND ANALYSIS_SOURCES frontend/frontend.cpp frontend/registry.cpp)
list(APPEND ANALYSIS_TESTS)
