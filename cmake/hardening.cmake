# OpenSSF compiler guide; each flag is probed, since GCC 12 and clang 14 differ.
include(CheckCXXCompilerFlag)
target_compile_options(gatehouse_options INTERFACE -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(GATEHOUSE_HARDENING)
  foreach(flag -fstack-clash-protection -fstack-protector-strong -fcf-protection=full
               -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks)
    string(MAKE_C_IDENTIFIER "HAVE${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(gatehouse_options INTERFACE ${flag})
    endif()
  endforeach()
  # FORTIFY needs the optimiser; without it glibc only warns.
  target_compile_options(gatehouse_options INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2;-D_GLIBCXX_ASSERTIONS>)
  target_link_options(gatehouse_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()
