# Paths are in a header of its own, so that only the tests that include it depend on where they are built.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/places/places.h CONTENT
"#pragma once
#define GATEHOUSE_TEST_DATA \"${CMAKE_CURRENT_SOURCE_DIR}/data\"
#define GATEHOUSE_BIN \"$<TARGET_FILE_DIR:gatehousectl>\"
")

function(gatehouse_tests kind library)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${kind}/*.cpp)
  if(GATEHOUSE_PRECOMPILE AND sources)
    set(headers tests_${kind}_headers)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/places/${headers}.cpp CONTENT "")
    add_library(${headers} OBJECT ${CMAKE_BINARY_DIR}/places/${headers}.cpp)
    target_link_libraries(${headers} PRIVATE ${library} Qt6::Test PostgreSQL::PostgreSQL)
    precompile(${headers} test_headers)
  endif()
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    set(program ${kind}_${name})
    add_executable(${program} ${source})
    target_link_libraries(${program} PRIVATE ${library} Qt6::Test PostgreSQL::PostgreSQL)
    target_include_directories(${program} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/places)
    if(GATEHOUSE_PRECOMPILE)
      target_precompile_headers(${program} REUSE_FROM ${headers})
    endif()
    add_test(NAME ${program} COMMAND ${program})
    set_tests_properties(${program} PROPERTIES LABELS ${kind} TIMEOUT 300
      ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
  endforeach()
endfunction()
