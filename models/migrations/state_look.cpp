// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/state_look.h"

#include <QCoreApplication>

namespace arborist::state_look {

using migrations::Severity;
using migrations::State;

namespace {

/// The translation context of this file.
class StateTexts
{
    Q_DECLARE_TR_FUNCTIONS(StateTexts)
};

} // namespace

Glyph glyph(State state)
{
    switch (state) {
    case State::Applied:
        return Glyph::Applied;
    case State::Edited:
        return Glyph::Drift;
    case State::WhenChanged:
        return Glyph::Clock;
    case State::Pending:
        return Glyph::Pending;
    case State::Skipped:
        return Glyph::Skipped;
    case State::OutOfOrder:
        return Glyph::Moved;
    case State::Failed:
        return Glyph::Failed;
    case State::MissingFile:
        return Glyph::Missing;
    }
    return Glyph::None;
}

QString word(State state)
{
    switch (state) {
    case State::Applied:
        return StateTexts::tr("Applied");
    case State::Edited:
        return StateTexts::tr("Edited");
    case State::WhenChanged:
        return StateTexts::tr("Time changed");
    case State::Pending:
        return StateTexts::tr("Pending");
    case State::Skipped:
        return StateTexts::tr("Skipped");
    case State::OutOfOrder:
        return StateTexts::tr("Out of order");
    case State::Failed:
        return StateTexts::tr("Failed");
    case State::MissingFile:
        return StateTexts::tr("File missing");
    }
    return {};
}

QString meaning(State state)
{
    switch (state) {
    case State::Applied:
        return StateTexts::tr("Its changes are in the database.");
    case State::Edited:
        return StateTexts::tr("The file was changed after it was applied.");
    case State::WhenChanged:
        return StateTexts::tr("It is recorded under another time than its own.");
    case State::Pending:
        return StateTexts::tr("The next run applies it.");
    case State::Skipped:
        return StateTexts::tr("Not applied, and its tool never will: a later one is.");
    case State::OutOfOrder:
        return StateTexts::tr("Not applied, though a later one is; the next run applies it.");
    case State::Failed:
        return StateTexts::tr("It was begun and not ended.");
    case State::MissingFile:
        return StateTexts::tr("It is listed or applied, and its file is not there.");
    }
    return {};
}

bool isApplied(State state)
{
    return state == State::Applied || state == State::Edited || state == State::WhenChanged;
}

bool isIrregular(State state)
{
    return state != State::Applied && state != State::Pending;
}

Glyph glyph(Severity severity)
{
    return severity == Severity::Error     ? Glyph::Failed
           : severity == Severity::Warning ? Glyph::Drift
                                           : Glyph::Pending;
}

Tone tone(Severity severity)
{
    return severity == Severity::Error     ? Tone::Danger
           : severity == Severity::Warning ? Tone::Drift
                                           : Tone::Info;
}

} // namespace arborist::state_look
