// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/error_state.h"

#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_disc.h"
#include "ui/widgets/label.h"
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

namespace {

/// The framed box around the server's words.
class QuoteBox : public QWidget
{
public:
    explicit QuoteBox(QWidget *content)
    {
        auto *box = new QVBoxLayout(this);
        box->setContentsMargins(px(12), px(8), px(12), px(8));
        box->addWidget(content);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Theme::current();
        paint::roundedBox(painter, rect(), theme.window, theme.border, metrics::radius);
    }
};

/// A number on a disc.
class StepNumber : public QWidget
{
public:
    explicit StepNumber(int number) : m_number(number) { setFixedSize(px(20), px(20)); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Theme::current();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.disc);
        painter.drawEllipse(rect());
        painter.setPen(theme.text2);
        painter.setFont(fontFor(FontRole::CaptionBold));
        painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
    }

private:
    int m_number;
};

QWidget *stepRow(int number, const QString &text)
{
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, px(4), 0, px(4));
    line->setSpacing(px(12));
    line->addWidget(new StepNumber(number), 0, Qt::AlignTop);
    auto *label = new Label(FontRole::Body);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->addWidget(label, 1);
    return row;
}

QString wordsOf(const Error &error, const QDateTime &at)
{
    QStringList lines{error.message()};
    for (const QString &line : error.detail().split(u'\n', Qt::SkipEmptyParts)) {
        lines.append(line.simplified()); // libpq indents with tabs
    }
    QStringList facts;
    if (!error.sqlState().isEmpty()) {
        facts.append(QStringLiteral("SQLSTATE ") + error.sqlState());
    }
    if (!error.where().isEmpty()) {
        facts.append(error.where());
    }
    facts.append(QLocale().toString(at, QStringLiteral("HH:mm:ss")));
    lines.append(facts.join(QStringLiteral(", ")));
    return lines.join(u'\n');
}

} // namespace

ErrorState::ErrorState(QWidget *parent)
    : QWidget(parent),
      m_disc(new IconDisc(QStringLiteral("network-disconnect"))),
      m_title(new Label(FontRole::EmptyTitle)),
      m_subtitle(new Label(FontRole::Body, Tone::Muted)),
      m_what(new Label(FontRole::CodeSmall)),
      m_steps(new QWidget),
      m_stepList(new QVBoxLayout(m_steps)),
      m_stepsTitle(new Label(FontRole::BodyBold)),
      m_second(plainButton({})),
      m_footnote(new Label(FontRole::Body, Tone::Muted))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    for (Label *label : {m_subtitle, m_what, m_title}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *block = new QWidget;
    block->setFixedWidth(px(520));
    auto *column = new QVBoxLayout(block);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *head = new QHBoxLayout;
    head->setSpacing(px(16));
    head->addWidget(m_disc);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(px(4));
    titles->addStretch(1);
    titles->addWidget(m_title);
    titles->addWidget(m_subtitle);
    titles->addStretch(1);
    head->addLayout(titles, 1);
    column->addLayout(head);

    auto *whatTitle = new Label(FontRole::BodyBold);
    whatTitle->setText(tr("What happened"));
    m_stepsTitle->setText(tr("What to do"));
    column->addSpacing(px(20));
    column->addWidget(whatTitle);
    column->addSpacing(px(8));
    column->addWidget(new QuoteBox(m_what));
    column->addSpacing(px(20));
    column->addWidget(m_stepsTitle);
    column->addSpacing(px(6));
    m_stepList->setContentsMargins(0, 0, 0, 0);
    m_stepList->setSpacing(0);
    column->addWidget(m_steps);
    column->addSpacing(px(16));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(px(metrics::gap));
    QPushButton *retry = primaryButton(tr("Retry"));
    QPushButton *copy = plainButton(tr("Copy details"));
    buttons->addWidget(retry);
    buttons->addWidget(m_second);
    buttons->addWidget(copy);
    buttons->addStretch(1);
    buttons->addWidget(m_footnote);
    column->addLayout(buttons);
    m_second->hide();

    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(block);
    middle->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(4);
    outer->addLayout(middle);
    outer->addStretch(6);

    connect(retry, &QPushButton::clicked, this, &ErrorState::retryClicked);
    connect(m_second, &QPushButton::clicked, this, &ErrorState::secondClicked);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_details); });
}

void ErrorState::setError(const QString &title, const QString &subtitle, const Error &error,
                          const QDateTime &at)
{
    m_title->setText(title);
    m_subtitle->setText(subtitle);
    m_what->setText(wordsOf(error, at));
    while (QLayoutItem *item = m_stepList->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList steps = error.hint().split(u'\n', Qt::SkipEmptyParts);
    for (int i = 0; i < steps.size(); ++i) {
        m_stepList->addWidget(stepRow(i + 1, steps[i]));
    }
    m_stepsTitle->setVisible(!steps.isEmpty());
    m_details = title + u'\n' + subtitle + QStringLiteral("\n\n") + m_what->text() +
                QStringLiteral("\n\n") + error.hint() + u'\n';
    setAccessibleDescription(m_details);
}

void ErrorState::setIconName(const QString &name)
{
    m_disc->setIconName(name);
}

void ErrorState::setSecondButton(const QString &text)
{
    m_second->setText(text);
    m_second->setVisible(!text.isEmpty());
}

void ErrorState::setFootnote(const QString &text)
{
    m_footnote->setText(text);
}

} // namespace arborist
