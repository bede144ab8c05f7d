# Every target of ours links gatehouse_options: one place for warnings and Qt's strict modes.
add_library(gatehouse_options INTERFACE)
target_compile_options(gatehouse_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wimplicit-fallthrough
  -Werror=format-security $<$<BOOL:${GATEHOUSE_WERROR}>:-Werror>)
target_compile_definitions(gatehouse_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
  QT_NO_KEYWORDS QT_DISABLE_DEPRECATED_BEFORE=0x060400
  GATEHOUSE_VERSION="${PROJECT_VERSION}"
  $<$<BOOL:${GATEHOUSE_FAILPOINTS}>:GATEHOUSE_FAILPOINTS>)
target_include_directories(gatehouse_options INTERFACE ${CMAKE_SOURCE_DIR}/models ${CMAKE_SOURCE_DIR})
