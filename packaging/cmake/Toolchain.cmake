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
    # What ccache asks for where headers are precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ARBORIST_CCACHE})
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
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

# arborist_precompile(<target> <library>...): shares one precompiled set of Qt and standard headers
# among all targets, and a second one among those that draw widgets.
function(arborist_precompile target)
    if(NOT ARBORIST_PRECOMPILE)
        return()
    endif()
    set(headers <QCoreApplication> <QDateTime> <QFile> <QHash> <QLocale> <QObject> <QString>
        <QStringList> <QVariant> <algorithm> <any> <functional> <memory> <optional> <span>
        <stop_token> <string> <thread> <vector>)
    set(shared arborist_headers)
    set(qt Qt6::Core)
    if("${ARGN}" MATCHES "Qt6::(Widgets|Charts)|arborist_ui")
        set(shared arborist_widget_headers)
        set(qt Qt6::Widgets)
        list(APPEND headers <QAbstractItemModel> <QApplication> <QLabel> <QPainter> <QStyle> <QWidget>)
    endif()
    if(NOT TARGET ${shared})
        file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/${shared}.cpp CONTENT "")
        add_library(${shared} OBJECT ${CMAKE_BINARY_DIR}/${shared}.cpp)
        set_target_properties(${shared} PROPERTIES AUTOMOC OFF POSITION_INDEPENDENT_CODE ON)
        target_link_libraries(${shared} PRIVATE ${qt} Threads::Threads)
        target_precompile_headers(${shared} PRIVATE ${headers})
    endif()
    target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()

# arborist_library(<name> SOURCES ... [PUBLIC libs] [PRIVATE libs]): a static library of one layer
# (or one folder of services), seen by its path from the top of the tree.
function(arborist_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    arborist_precompile(${name} ${name} ${ARG_PUBLIC} ${ARG_PRIVATE})
endfunction()

# arborist_sql(<library> <name>...): embeds resources/sql/NAME.sql as :/sql/NAME.sql.
function(arborist_sql library)
    set(files)
    foreach(name IN LISTS ARGN)
        list(APPEND files ${CMAKE_SOURCE_DIR}/resources/sql/${name}.sql)
    endforeach()
    qt_add_resources(${library} ${library}_sql PREFIX "/sql" BASE ${CMAKE_SOURCE_DIR}/resources/sql FILES ${files})
endfunction()
