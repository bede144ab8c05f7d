# Paths are in a header of its own, so that only the tests that include it depend on where they are built.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/places/places.h CONTENT
"#pragma once
#define GATEHOUSE_TEST_DATA \"${CMAKE_CURRENT_SOURCE_DIR}/data\"
#define GATEHOUSE_BIN \"$<TARGET_FILE_DIR:gatehousectl>\"
")

# Optimising a test costs more time than it saves; what it tests is optimised.
set(as_written $<$<CONFIG:Debug>:-O0>)

# ./test --full gives these an hour.
set(GATEHOUSE_TEST_LIMIT 300 CACHE STRING "Seconds that a test of kind chaos or cli may take")

function(gatehouse_tests kind library)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${kind}/*.cpp)
  if(GATEHOUSE_PRECOMPILE AND sources)
    set(headers tests_${kind}_headers)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/places/${headers}.cpp CONTENT "")
    add_library(${headers} OBJECT ${CMAKE_BINARY_DIR}/places/${headers}.cpp)
    target_link_libraries(${headers} PRIVATE ${library} Qt6::Test PostgreSQL::PostgreSQL)
    target_compile_options(${headers} PRIVATE ${as_written})
    target_include_directories(${headers} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    set_target_properties(${headers} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
    if(kind STREQUAL "ui")
      precompile(${headers} test_ui_headers)
    else()
      precompile(${headers} test_headers)
    endif()
  endif()
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    set(program ${kind}_${name})
    add_executable(${program} ${source})
    # moc is called here: AUTOMOC would add a target and a compiled file to each program.
    set_target_properties(${program} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
    qt_generate_moc(${source} ${CMAKE_CURRENT_BINARY_DIR}/${program}_moc/${name}.moc TARGET ${program})
    target_sources(${program} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${program}_moc/${name}.moc)
    target_include_directories(${program} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${program}_moc)
    target_link_libraries(${program} PRIVATE ${library} Qt6::Test PostgreSQL::PostgreSQL)
    target_compile_options(${program} PRIVATE ${as_written})
    target_include_directories(${program} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/places)
    if(GATEHOUSE_PRECOMPILE)
      target_precompile_headers(${program} REUSE_FROM ${headers})
    else()
      target_compile_options(${program} PRIVATE -include ${CMAKE_CURRENT_SOURCE_DIR}/support/patience.h)
    endif()
    add_test(NAME ${program} COMMAND ${program} -silent) # tells what failed, and nothing else
    # The long ones first, so that none is alone at the end.
    set(cost 1)
    set(limit 300)
    if(kind MATCHES "^(chaos|cli)$")
      set(cost 50)
      set(limit ${GATEHOUSE_TEST_LIMIT})
    endif()
    set_tests_properties(${program} PROPERTIES LABELS ${kind} TIMEOUT ${limit} COST ${cost}
      ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
  endforeach()
endfunction()
