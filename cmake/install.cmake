include(GNUInstallDirs)
install(TARGETS gatehouse gatehousectl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
set(written ${CMAKE_BINARY_DIR}/app)
install(FILES ${written}/gatehousectl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${written}/gatehousectl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME gatehousectl)
install(FILES ${written}/_gatehousectl DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${written}/gatehousectl.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
