# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler settings shared by every target: C++20, warnings, ccache, mold, sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_AUTOMOC ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

find_program(ARBORIST_CCACHE ccache)
if(ARBORIST_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${ARBORIST_CCACHE})
endif()
find_program(ARBORIST_MOLD mold)
if(ARBORIST_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align=strict)
add_compile_definitions(QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(ARBORIST_SANITIZE)
    add_compile_options(-fsanitize=${ARBORIST_SANITIZE} -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${ARBORIST_SANITIZE})
endif()

# arborist_library(<name> SOURCES ... [PUBLIC libs] [PRIVATE libs]): a static library of one layer
# (or one folder of services), seen by its path from the top of the tree.
function(arborist_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# arborist_sql(<library> <name>...): embeds resources/sql/NAME.sql as :/sql/NAME.sql.
function(arborist_sql library)
    set(files)
    foreach(name IN LISTS ARGN)
        list(APPEND files ${CMAKE_SOURCE_DIR}/resources/sql/${name}.sql)
    endforeach()
    qt_add_resources(${library} ${library}_sql PREFIX "/sql" BASE ${CMAKE_SOURCE_DIR}/resources/sql FILES ${files})
endfunction()
