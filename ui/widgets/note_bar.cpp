// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/note_bar.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/note.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

namespace {
constexpr int kChoices = 4;
} // namespace

NoteBar::NoteBar(QWidget *parent) : QWidget(parent), m_note(new Note)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(px(metrics::gap));
    for (int i = 0; i < kChoices; ++i) {
        QPushButton *button = i == 0 ? primaryButton({}) : plainButton({});
        connect(button, &QPushButton::clicked, this, [this, i] {
            if (size_t(i) < m_choices.size()) {
                const auto run = m_choices[size_t(i)].run; // may show another note
                run();
            }
        });
        m_buttons.push_back(button);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(12), px(10), px(12), px(10));
    column->setSpacing(px(metrics::gap));
    column->addWidget(m_note);
    column->addLayout(buttons);
    hide();
}

void NoteBar::show(Glyph glyph, Tone tone, const QString &title, const QString &text,
                   std::vector<Choice> choices)
{
    m_note->setContent(glyph, tone, title, text);
    m_choices = std::move(choices);
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setVisible(i < m_choices.size());
        m_buttons[i]->setText(i < m_choices.size() ? m_choices[i].text : QString());
    }
    setVisible(true);
}

void NoteBar::clear()
{
    m_choices.clear();
    setVisible(false);
}

} // namespace arborist
