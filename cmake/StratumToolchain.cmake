# Compiler, linker and sanitizer settings that hold for the whole house.

find_program(STRATUM_CCACHE ccache)
if(STRATUM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are kept like everything else.
  set(ccache ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${STRATUM_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${ccache})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()

# x86-64 baseline on purpose: faster code paths are chosen at run time (see src/dsp), never with -march=native.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror=return-type
                    -fno-math-errno -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in std::string where there are none (GCC bug 105651).
  add_compile_options(-Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wthread-safety -Wno-missing-field-initializers)
  find_program(STRATUM_LLD NAMES ld.lld-19 ld.lld)
  if(STRATUM_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
# Bit-for-bit results: the compiler may not contract a*b+c differently from file to file.
add_compile_options(-ffp-contract=off)
# Programs name no folder of the machine that built them, and are the same from every folder.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)

if(STRATUM_SANITIZE)
  add_compile_options(-fsanitize=${STRATUM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -U_FORTIFY_SOURCE)
  add_link_options(-fsanitize=${STRATUM_SANITIZE})
endif()
if(STRATUM_FUZZ)
  # The fuzzer sees which branches its inputs reach; other programs are not slowed much by the counters.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
