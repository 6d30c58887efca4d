# energy_opt_manuals(energy-lint): the man page and the completion of shells, printed by the tool itself, built with
# it and installed.
function(energy_opt_manuals tool)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/manuals)
  set(files ${folder}/${tool}.1 ${folder}/${tool} ${folder}/_${tool} ${folder}/${tool}.fish)
  add_custom_command(OUTPUT ${files}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${tool} --print-man-page > ${folder}/${tool}.1
    COMMAND ${tool} --print-completion=bash > ${folder}/${tool}
    COMMAND ${tool} --print-completion=zsh > ${folder}/_${tool}
    COMMAND ${tool} --print-completion=fish > ${folder}/${tool}.fish
    DEPENDS ${tool} VERBATIM)
  add_custom_target(${tool}-manuals ALL DEPENDS ${files})
  add_dependencies(installed ${tool}-manuals)
  install(FILES ${folder}/${tool}.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${folder}/${tool} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${folder}/_${tool} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${folder}/${tool}.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endfunction()
