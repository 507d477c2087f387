# What is installed where: the program, both shared libraries, their headers, the CMake package, the pkg-config files.
# The component `program` is what a terminal needs, `libraries` everything else.
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME libraries)

set(STRATUM_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Stratum)
set(STRATUM_SDK_TARGETS stratum_shared)
set(STRATUM_SDK_MODULES stratum)
set(STRATUM_SDK_ROOMS dsp analysis)
if(TARGET stratum_media_shared)
  list(APPEND STRATUM_SDK_TARGETS stratum_media_shared)
  list(APPEND STRATUM_SDK_MODULES stratum-media)
endif()

# The libraries find each other, and what a wheel bundles beside them, wherever they lie together. The older kind of entry
# (DT_RPATH) is meant: it also holds for what the bundled libraries need in turn.
set_target_properties(${STRATUM_SDK_TARGETS} PROPERTIES INSTALL_RPATH "$ORIGIN")
foreach(target IN LISTS STRATUM_SDK_TARGETS)
  target_link_options(${target} PRIVATE LINKER:--disable-new-dtags)
endforeach()

if(TARGET stratum)
  install(TARGETS stratum RUNTIME COMPONENT program)
  if(EXISTS "${STRATUM_ONNXRUNTIME}")
    install(FILES "${STRATUM_ONNXRUNTIME}" DESTINATION lib/stratum COMPONENT program)
    get_filename_component(onnxruntime "${STRATUM_ONNXRUNTIME}" DIRECTORY)
    install(FILES "${onnxruntime}/ThirdPartyNotices.txt" DESTINATION ${CMAKE_INSTALL_DOCDIR}/onnxruntime
            COMPONENT program OPTIONAL)
  endif()
  # Man page and completions, which the program wrote of itself (target stratum_reference).
  install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT program OPTIONAL)
endif()
install(TARGETS ${STRATUM_SDK_TARGETS} EXPORT StratumTargets LIBRARY)

# Headers of C++ rooms that the libraries show, and of base only those that these need.
install(FILES ${PROJECT_SOURCE_DIR}/src/lib/include/stratum.h TYPE INCLUDE)
foreach(header cbor export fields json_writer result text units)
  install(FILES ${PROJECT_SOURCE_DIR}/src/base/include/stratum/base/${header}.hpp
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/stratum/base)
endforeach()
foreach(room IN LISTS STRATUM_SDK_ROOMS)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/${room}/include/stratum TYPE INCLUDE)
endforeach()
if(TARGET stratum_media_shared)
  install(FILES ${PROJECT_SOURCE_DIR}/src/lib/include/stratum-media.h TYPE INCLUDE)
  install(FILES ${PROJECT_SOURCE_DIR}/src/base/include/stratum/base/os/fd.hpp
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/stratum/base/os)
  # Confined children belong to programs that start themselves again; the library does not offer them.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/media/include/stratum TYPE INCLUDE PATTERN confined.hpp EXCLUDE)
endif()

install(EXPORT StratumTargets NAMESPACE Stratum:: DESTINATION ${STRATUM_CMAKE_DIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/StratumConfig.cmake.in
  ${PROJECT_BINARY_DIR}/StratumConfig.cmake INSTALL_DESTINATION ${STRATUM_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/StratumConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/StratumConfig.cmake ${PROJECT_BINARY_DIR}/StratumConfigVersion.cmake
        DESTINATION ${STRATUM_CMAKE_DIR})

# From <libdir>/pkgconfig back to the prefix, so that a moved tree still works.
file(RELATIVE_PATH STRATUM_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
foreach(module IN LISTS STRATUM_SDK_MODULES)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${module}.pc.in ${PROJECT_BINARY_DIR}/${module}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${module}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

# Licence and documentation, as far as the tree has them; all that README and docs link to, at the same places.
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE TYPE DOC)
foreach(text NOTICE README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md CLA.md TRADEMARK.md)
  install(FILES ${PROJECT_SOURCE_DIR}/${text} TYPE DOC OPTIONAL)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/bench/RESULTS.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/bench OPTIONAL)
if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/docs)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs TYPE DOC)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples TYPE DOC)
