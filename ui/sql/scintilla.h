// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// QScintilla's headers use the keywords of Qt, which this tree does without.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscilexercustom.h>
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots
