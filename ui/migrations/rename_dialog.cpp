// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/rename_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

using migrations::RenameChoice;
using migrations::RenameHint;

namespace {

/// "Column", for people.
QString kindText(const QString &kind)
{
    if (kind == u"column")
        return RenameDialog::tr("Column");
    if (kind == u"table")
        return RenameDialog::tr("Table");
    if (kind == u"enum")
        return RenameDialog::tr("Enum");
    if (kind == u"schema")
        return RenameDialog::tr("Schema");
    if (kind == u"sequence")
        return RenameDialog::tr("Sequence");
    if (kind == u"view")
        return RenameDialog::tr("View");
    if (kind == u"role")
        return RenameDialog::tr("Role");
    if (kind == u"policy")
        return RenameDialog::tr("Policy");
    return kind;
}

} // namespace

RenameDialog::RenameDialog(std::vector<RenameChoice> choices, QWidget *parent)
    : QDialog(parent),
      m_choices(std::move(choices))
{
    setWindowTitle(tr("New or renamed"));
    auto *head = new Label(FontRole::Title);
    head->setText(m_choices.size() == 1
                      ? tr("Is it new, or another renamed?")
                      : tr("Which of these %1 are new, which renamed?").arg(m_choices.size()));
    auto *sentence = new Label(FontRole::Body, Tone::Muted);
    sentence->setWordWrap(true);
    sentence->setText(tr("What was renamed keeps its data; what is new begins empty, and what has "
                         "gone from the models is dropped. Nothing has been written yet."));
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, px(8), 0);
    form->setHorizontalSpacing(px(16));
    form->setVerticalSpacing(px(8));
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const RenameChoice &choice : m_choices) {
        auto *name = new Label(FontRole::Body);
        name->setText(
            tr("%1 %2").arg(kindText(choice.question.kind), choice.question.entity.join(u'.')));
        name->setElide(Qt::ElideMiddle);
        name->setMinimumWidth(px(260));
        form->addRow(name, makeQuestion(choice));
    }
    auto *questions = new QWidget;
    questions->setLayout(form);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(questions);
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(QDialogButtonBox::Cancel);
    QPushButton *run = primaryButton(tr("Generate"));
    buttons->addButton(run, QDialogButtonBox::AcceptRole);
    run->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(16), px(16), px(16));
    column->setSpacing(px(12));
    column->addWidget(head);
    column->addWidget(sentence);
    column->addWidget(scroll, 1);
    column->addWidget(buttons);
    const int rows = std::clamp(int(m_choices.size()), 1, 8);
    resize(px(640), px(190) + rows * px(40));
    setMinimumWidth(px(520));
    m_answers.front()->setFocus();
}

QWidget *RenameDialog::makeQuestion(const RenameChoice &choice)
{
    auto *answer = new QComboBox;
    answer->setAccessibleName(
        tr("%1 %2").arg(kindText(choice.question.kind), choice.question.entity.join(u'.')));
    answer->addItem(tr("New"));
    for (const QStringList &former : choice.former) {
        const bool samePlace = former.mid(0, former.size() - 1) ==
                               choice.question.entity.mid(0, choice.question.entity.size() - 1);
        answer->addItem(tr("Renamed, was %1").arg(samePlace ? former.last() : former.join(u'.')),
                        former);
    }
    answer->setMinimumHeight(px(28));
    connect(answer, &QComboBox::currentIndexChanged, this, &RenameDialog::offerEachOnce);
    m_answers.push_back(answer);
    return answer;
}

/// One thing has become one other.
void RenameDialog::offerEachOnce()
{
    for (QComboBox *answer : m_answers) {
        auto *items = qobject_cast<QStandardItemModel *>(answer->model());
        for (int i = 1; items && i < answer->count(); ++i) {
            const bool taken = std::ranges::any_of(m_answers, [&](const QComboBox *other) {
                return other != answer && other->currentIndex() > 0 &&
                       other->currentData() == answer->itemData(i);
            });
            items->item(i)->setEnabled(!taken);
        }
    }
}

std::vector<RenameHint> RenameDialog::hints() const
{
    std::vector<RenameHint> hints;
    for (size_t i = 0; i < m_choices.size(); ++i) {
        const migrations::RenameQuestion &question = m_choices[i].question;
        hints.push_back(
            {question.kind, question.entity, m_answers[i]->currentData().toStringList()});
    }
    return hints;
}

} // namespace arborist
