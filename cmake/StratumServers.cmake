# Real servers for tests: started by ctest before the first test that needs one, stopped after the last.
#
# Where a server's socket lies is known when the build is configured, so that tests get its address by their environment.
# The folder has a short name, since the path of a socket has at most 107 letters.

string(SHA256 STRATUM_SERVERS_HASH "${CMAKE_BINARY_DIR}")
string(SUBSTRING ${STRATUM_SERVERS_HASH} 0 12 STRATUM_SERVERS_HASH)
set(STRATUM_SERVERS_FOLDER "/tmp/stratum-servers-${STRATUM_SERVERS_HASH}" CACHE STRING "Where servers for tests keep their state")

set(STRATUM_SERVER_ENVIRONMENT_postgresql
    "STRATUM_TEST_POSTGRESQL=postgresql:///postgres?host=${STRATUM_SERVERS_FOLDER}/postgresql&port=5432&user=stratum")
# A folder: `port` says where it listens, `mails` has what it took.
set(STRATUM_SERVER_ENVIRONMENT_smtp "STRATUM_TEST_SMTP=${STRATUM_SERVERS_FOLDER}/smtp")
# The others listen at a port that they choose when they start, and write down.
set(STRATUM_SERVER_ENVIRONMENT_nats "STRATUM_TEST_NATS=file:${STRATUM_SERVERS_FOLDER}/nats.url")
set(STRATUM_SERVER_ENVIRONMENT_versitygw "STRATUM_TEST_S3=file:${STRATUM_SERVERS_FOLDER}/versitygw.url")

# The two tests that start and stop a server, once for the whole build.
function(stratum_test_server name)
  get_property(known GLOBAL PROPERTY STRATUM_SERVER_${name})
  if(known)
    return()
  endif()
  set_property(GLOBAL PROPERTY STRATUM_SERVER_${name} TRUE)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  foreach(action IN ITEMS start stop)
    add_test(NAME server_${name}_${action}
             COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/servers/servers.py ${action} ${name}
                     --state ${STRATUM_SERVERS_FOLDER})
  endforeach()
  # The first start of some builds the server.
  set_tests_properties(server_${name}_start PROPERTIES FIXTURES_SETUP ${name} LABELS servers TIMEOUT 900
                       SKIP_RETURN_CODE 77 ENVIRONMENT STRATUM_SERVERS_FSYNC=off)
  set_tests_properties(server_${name}_stop PROPERTIES FIXTURES_CLEANUP ${name} LABELS servers TIMEOUT 120)
endfunction()
