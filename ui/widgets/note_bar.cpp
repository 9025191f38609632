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
            if (const size_t choice = size_t(i) - m_first; choice < m_choices.size()) {
                const auto run = m_choices[choice].run; // may show another note
                run();
            }
        });
        m_buttons.push_back(button);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(px(12), px(10), px(12), px(10));
    m_layout->setSpacing(px(metrics::gap));
    m_layout->addWidget(m_note, 1);
    m_layout->addLayout(buttons);
    hide();
}

void NoteBar::show(Glyph glyph, Tone tone, const QString &title, const QString &text,
                   std::vector<Choice> choices)
{
    m_note->setContent(glyph, tone, title, text);
    m_choices = std::move(choices);
    // What can only be closed has no choice to be pointed at, and takes no row for it.
    m_first = m_choices.size() == 1 ? 1 : 0;
    m_layout->setDirection(m_choices.size() == 1 ? QBoxLayout::LeftToRight
                                                 : QBoxLayout::TopToBottom);
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        const bool isUsed = i - m_first < m_choices.size();
        m_buttons[i]->setVisible(isUsed);
        m_buttons[i]->setText(isUsed ? m_choices[i - m_first].text : QString());
    }
    setVisible(true);
}

void NoteBar::clear()
{
    m_choices.clear();
    setVisible(false);
}

} // namespace arborist
