# cmake -DINPUTS=a.css;b.css -DOUTPUT=page.css.inc -P embed.cmake: the files, one after another, as one C++ string.
set(text "")
foreach(input IN LISTS INPUTS)
  file(READ ${input} content)
  string(APPEND text "${content}")
endforeach()
file(WRITE ${OUTPUT} "R\"eo_page(${text})eo_page\"\n")
