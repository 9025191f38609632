// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/parameter_bar.h"

#include "services/query/parameters.h"
#include "ui/style/metrics.h"
#include "ui/widgets/label.h"
#include <QHBoxLayout>
#include <QLayoutItem>
#include <QLineEdit>

namespace arborist {

QStringList parameterNames(const QString &sql)
{
    QStringList names;
    for (const query::Placeholder &each : query::placeholders(sql)) {
        if (!names.contains(each.name))
            names << each.name;
    }
    return names;
}

ParameterBar::ParameterBar(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    setAccessibleName(tr("Parameters"));
    m_row->setContentsMargins(px(12), px(4), px(12), px(4));
    m_row->setSpacing(px(metrics::gap));
    hide();
}

void ParameterBar::setNames(const QStringList &names)
{
    if (names == m_names)
        return;
    m_names = names;
    m_fields.clear();
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString &name : names) {
        auto *label = new Label(FontRole::Table, Tone::Muted);
        label->setText(u':' + name);
        auto *field = new QLineEdit(m_values.value(name));
        field->setAccessibleName(tr("Value of %1").arg(name));
        field->setMaximumWidth(px(180));
        connect(field, &QLineEdit::textChanged, this,
                [this, name](const QString &text) { m_values.insert(name, text); });
        connect(field, &QLineEdit::returnPressed, this, &ParameterBar::runRequested);
        m_row->addWidget(label);
        m_row->addWidget(field);
        m_fields.push_back(field);
    }
    m_row->addStretch(1);
    setVisible(!names.isEmpty());
}

bool ParameterBar::focusMissing(const QStringList &wanted)
{
    for (qsizetype i = 0; i < m_names.size(); ++i) {
        if (wanted.contains(m_names[i]) && m_fields[size_t(i)]->text().isEmpty()) {
            m_fields[size_t(i)]->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return false;
}

} // namespace arborist
