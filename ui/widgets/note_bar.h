// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>
#include <functional>

class QBoxLayout;
class QPushButton;

namespace arborist {

class Note;

/// A note above the results with what can be done about it; hidden while there is nothing to say.
class NoteBar : public QWidget
{
    Q_OBJECT
public:
    struct Choice {
        QString text;
        std::function<void()> run;
    };

    explicit NoteBar(QWidget *parent = nullptr);

    /// At most four choices; the first is the primary one. A single one stands beside the note.
    void show(Glyph glyph, Tone tone, const QString &title, const QString &text,
              std::vector<Choice> choices = {});
    void clear();

private:
    Note *m_note;
    std::vector<QPushButton *> m_buttons;
    std::vector<Choice> m_choices;
    QBoxLayout *m_layout;
    size_t m_first = 0; ///< the button of the first choice
};

} // namespace arborist
