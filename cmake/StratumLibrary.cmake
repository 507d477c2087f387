# One CMake library a folder of src/, with its floor stated and checked.
#
#   stratum_library(analysis LEVEL 2 DEPS dsp base
#                   SOURCES rhythm/beats.cpp ...
#                   TESTS rhythm/beats_test.cpp ...
#                   BENCHES rhythm/beats_bench.cpp ...
#                   FUZZERS wire/cbor_fuzz.cpp ...
#                   SERVERS postgresql
#                   LINK PkgConfig::SOXR ...)
#
# A dependency must lie on a lower floor; the one pair of neighbours that may look at each other is store -> net.
# SERVERS are those that tests whose names hold the server's name talk to; see tests/servers.
# Headers that others may include lie in src/<lib>/include/stratum/<lib>/; everything else is private to the folder.

include(StratumServers)

set(STRATUM_SAME_FLOOR_ALLOWED "store->net")

# What test sources are compiled with. They are a third of the tree and most of what they say is said once: the time goes
# into reading headers and into optimising what runs once, so the headers are read once for all, and nothing is optimised.
function(stratum_test_sources target)
  if(NOT TARGET stratum_test_headers)
    set(source ${CMAKE_BINARY_DIR}/test_headers.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// Only carries the precompiled headers of tests.\n")
    add_executable(stratum_test_headers ${source})
    target_link_libraries(stratum_test_headers PRIVATE GTest::gmock GTest::gtest_main)
    target_compile_options(stratum_test_headers PRIVATE ${STRATUM_TEST_OPTIONS})
    target_precompile_headers(stratum_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h> <algorithm> <array> <chrono>
      <condition_variable> <functional> <map> <memory> <mutex> <optional> <random> <span> <string> <thread> <variant> <vector>)
  endif()
  target_compile_options(${target} PRIVATE ${STRATUM_TEST_OPTIONS})
  target_precompile_headers(${target} REUSE_FROM stratum_test_headers)
endfunction()
set(STRATUM_PRECOMPILED_OPTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(STRATUM_PRECOMPILED_OPTIONS "SHELL:-Xclang -fno-pch-timestamp")  # So that ccache knows them again.
endif()
set(STRATUM_TEST_OPTIONS -O0 -U_FORTIFY_SOURCE ${STRATUM_PRECOMPILED_OPTIONS})

# The standard library's headers are most of what a source of ours reads; they too are read once for all. A build without
# (the one with GCC) finds includes that are missing. Sanitizers look at what runs: rooms that compute are optimised a
# little, so that their tests end, and rooms that mostly wait are not, so that they compile in half the time.
option(STRATUM_PRECOMPILED "Read the standard library's headers once for all sources" ON)
function(stratum_room_sources target level)
  set(headers stratum_headers)
  if(STRATUM_SANITIZE AND level GREATER 2)
    set(headers stratum_plain_headers)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  if(NOT STRATUM_PRECOMPILED)
    return()
  endif()
  if(NOT TARGET ${headers})
    set(source ${CMAKE_BINARY_DIR}/${headers}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// Only carries the precompiled headers of rooms.\n")
    add_library(${headers} STATIC ${source})
    target_link_libraries(${headers} PRIVATE Threads::Threads)
    if(headers STREQUAL stratum_plain_headers)
      target_compile_options(${headers} PRIVATE -O0)
    endif()
    target_compile_options(${headers} PRIVATE ${STRATUM_PRECOMPILED_OPTIONS})
    target_precompile_headers(${headers} PRIVATE <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <condition_variable>
      <cstdint> <deque> <expected> <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <random> <ranges> <set>
      <span> <sstream> <string> <string_view> <thread> <unordered_map> <variant> <vector>)
  endif()
  target_compile_options(${target} PRIVATE ${STRATUM_PRECOMPILED_OPTIONS})
  target_precompile_headers(${target} REUSE_FROM ${headers})
endfunction()

function(stratum_library name)
  cmake_parse_arguments(ARG "" "LEVEL" "DEPS;SOURCES;TESTS;BENCHES;FUZZERS;LINK;TEST_LINK;TEST_DEPS;SERVERS" ${ARGN})
  if(NOT DEFINED ARG_LEVEL)
    message(FATAL_ERROR "stratum_library(${name}): say on which floor it stands with LEVEL")
  endif()
  set_property(GLOBAL PROPERTY STRATUM_LEVEL_${name} ${ARG_LEVEL})
  set_property(GLOBAL APPEND PROPERTY STRATUM_LIBRARIES ${name})

  set(target stratum_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(stratum::${name} ALIAS ${target})
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  foreach(dep IN LISTS ARG_DEPS)
    get_property(dep_level GLOBAL PROPERTY STRATUM_LEVEL_${dep})
    if("${dep_level}" STREQUAL "")
      message(FATAL_ERROR "${name} depends on ${dep}, which is no library of a floor built before it")
    endif()
    if(NOT dep_level LESS ARG_LEVEL AND NOT "${name}->${dep}" IN_LIST STRATUM_SAME_FLOOR_ALLOWED)
      message(FATAL_ERROR "${name} (floor ${ARG_LEVEL}) may not use ${dep} (floor ${dep_level}): "
                          "dependencies point downward only")
    endif()
    target_link_libraries(${target} PUBLIC stratum_${dep})
  endforeach()
  target_link_libraries(${target} PRIVATE ${ARG_LINK})
  stratum_room_sources(${target} ${ARG_LEVEL})

  if(STRATUM_TESTS AND ARG_TESTS)
    find_package(GTest REQUIRED)
    include(GoogleTest)
    add_executable(${target}_tests ${ARG_TESTS})
    stratum_test_sources(${target}_tests)
    target_include_directories(${target}_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    foreach(dep IN LISTS ARG_TEST_DEPS)
      target_link_libraries(${target}_tests PRIVATE stratum_${dep})
    endforeach()
    target_link_libraries(${target}_tests PRIVATE ${target} ${ARG_LINK} ${ARG_TEST_LINK} GTest::gmock GTest::gtest_main)
    # Tests that talk to a server are discovered apart from the others, which must not start it.
    set(without "")
    foreach(server IN LISTS ARG_SERVERS)
      stratum_test_server(${server})
      string(SUBSTRING ${server} 0 1 capital)
      string(TOUPPER ${capital} capital)
      string(SUBSTRING ${server} 1 -1 rest)
      set(suite "${capital}${rest}")
      gtest_discover_tests(${target}_tests DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES TEST_FILTER "*${server}*:${suite}*"
                           PROPERTIES LABELS store TIMEOUT 120 FIXTURES_REQUIRED ${server}
                           ENVIRONMENT ${STRATUM_SERVER_ENVIRONMENT_${server}})
      string(APPEND without ":*${server}*:${suite}*")
    endforeach()
    if(without)
      string(SUBSTRING ${without} 1 -1 without_names)
      set(without TEST_FILTER "-${without_names}")
    endif()
    if(STRATUM_SANITIZE)
      # A process a test would take longer to begin than most tests take.
      set(all "")
      if(without)
        set(all "--gtest_filter=-${without_names}")
      endif()
      add_test(NAME ${target}_tests COMMAND ${target}_tests --gtest_brief=1 ${all})
      set_tests_properties(${target}_tests PROPERTIES LABELS unit TIMEOUT 1200)
    else()
      gtest_discover_tests(${target}_tests DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES ${without}
                           PROPERTIES LABELS unit TIMEOUT 120)
    endif()
  endif()

  if(STRATUM_BENCHMARKS AND ARG_BENCHES)
    find_package(benchmark REQUIRED)
    add_executable(${target}_benches ${ARG_BENCHES})
    target_include_directories(${target}_benches PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${target}_benches PRIVATE ${target} ${ARG_LINK} benchmark::benchmark benchmark::benchmark_main)
  endif()

  if(STRATUM_FUZZ)
    foreach(source IN LISTS ARG_FUZZERS)
      get_filename_component(stem ${source} NAME_WE)
      add_executable(${stem} ${source})
      target_include_directories(${stem} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
      target_compile_options(${stem} PRIVATE -fsanitize=fuzzer)
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${stem} PRIVATE ${target} ${ARG_LINK})
      set_property(GLOBAL APPEND PROPERTY STRATUM_FUZZ_TARGETS ${stem})
    endforeach()
  endif()
endfunction()
