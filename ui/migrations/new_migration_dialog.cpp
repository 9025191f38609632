// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/new_migration_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

NewMigrationDialog::NewMigrationDialog(const Texts &texts, bool nameNeeded, bool downOffered,
                                       QWidget *parent)
    : QDialog(parent),
      m_name(new QLineEdit),
      m_down(new QCheckBox(tr("With a script for the way back"))),
      m_accept(primaryButton(texts.action))
{
    setWindowTitle(texts.title);
    setMinimumWidth(px(480));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(16), px(16), px(16));
    column->setSpacing(px(12));
    auto *head = new Label(FontRole::Title);
    head->setText(texts.title);
    auto *sentence = new Label(FontRole::Body, Tone::Muted);
    sentence->setText(texts.sentence);
    sentence->setWordWrap(true);
    column->addWidget(head);
    column->addWidget(sentence);
    if (!texts.code.isEmpty()) {
        auto *code = new Label(FontRole::Code);
        code->setText(texts.code);
        code->setWordWrap(true);
        code->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(code);
    }
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(px(16));
    form->setVerticalSpacing(px(8));
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(nameNeeded ? tr("add item labels")
                                          : tr("left empty, the tool names it"));
    form->addRow(tr("Name"), m_name);
    m_down->setVisible(downOffered);
    if (downOffered)
        form->addRow(QString(), m_down);
    column->addLayout(form);
    column->addStretch(1);
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_accept, QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    const auto update = [this, nameNeeded] {
        m_accept->setEnabled(!nameNeeded || !name().isEmpty());
    };
    connect(m_name, &QLineEdit::textChanged, this, update);
    update();
    m_name->setFocus();
}

QString NewMigrationDialog::name() const
{
    return m_name->text().trimmed();
}

void NewMigrationDialog::setName(const QString &name)
{
    m_name->setText(name);
}

bool NewMigrationDialog::withDown() const
{
    return m_down->isChecked();
}

} // namespace arborist
