// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/toml_editor.h"

namespace arborist::stages {

/// A key of a stage's table.
using StageKey = TomlChange;

/// The text of arborist.toml with the stage's keys set, all else as it is, byte for byte: a key
/// that is there keeps its line and comment, a new one comes after the last of its table, a new
/// stage after the last stage. Keys that hold that value already are left alone. Like the two
/// below it throws Error with file and line where the text is not TOML, or is written in a form
/// that cannot be changed safely: the result is read again and has to say what was meant.
QString withStageKeys(const QString &text, const QString &stage, const QList<StageKey> &keys);

/// Without the stage, its tables, and default_stage or source_stage where they name it.
QString withoutStage(const QString &text, const QString &stage);

/// With another name for it, in default_stage and source_stage too.
QString withStageRenamed(const QString &text, const QString &from, const QString &to);

/// Whether the text declares the stage.
bool declaresStage(const QString &text, const QString &stage);

} // namespace arborist::stages
