// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/findings_output.h"
#include "services/core/error.h"
#include <QTest>
#include <QXmlStreamReader>

using namespace arborist;
using namespace arborist::cli;

/// What checks find, as pipelines read it.
class FindingsOutputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void githubGetsOneLineEach()
    {
        const std::vector<Finding> findings{
            {Finding::Severity::Error, QStringLiteral("a:b, c"), QStringLiteral("100 %\r\nof it"),
             QStringLiteral("x,y.sql"), 7, 3, 7},
            {Finding::Severity::Warning, QStringLiteral("range"), QStringLiteral("m"),
             QStringLiteral("z.sql"), 7, 3, 9},
            {Finding::Severity::Info, {}, QStringLiteral("nowhere"), {}, 5, 0, 0}};
        QCOMPARE(toGitHub(findings),
                 QStringLiteral(
                     "::error file=x%2Cy.sql,line=7,col=3,title=a%3Ab%2C c::100 %25%0D%0Aof it\n"
                     "::warning file=z.sql,line=7,endLine=9,title=range::m\n"
                     "::notice::nowhere\n"));
        QCOMPARE(toGitHub({}), QString());
    }

    void junitIsXml()
    {
        const QString strange = QStringLiteral("<&\"'\x01\uFFFF✨") + QChar(0xD800);
        const std::vector<Finding> findings{
            {Finding::Severity::Error, strange, strange + u'\n' + strange, strange, 7, 3, 7},
            {Finding::Severity::Warning, QStringLiteral("w"), QStringLiteral("m"), {}, 0, 0, 0},
            {Finding::Severity::Info, QStringLiteral("i"), QStringLiteral("m"), {}, 0, 0, 0}};
        QXmlStreamReader xml(toJUnit(strange, findings, {strange}));
        QStringList cases;
        int failures = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            if (xml.name() == u"testsuite") {
                QCOMPARE(xml.attributes().value(QStringLiteral("tests")).toInt(), 4);
                QCOMPARE(xml.attributes().value(QStringLiteral("failures")).toInt(), 2);
            }
            if (xml.name() == u"testcase")
                cases.append(xml.attributes().value(QStringLiteral("name")).toString());
            failures += xml.name() == u"failure";
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(cases.size(), 4);
        QVERIFY(cases[0].startsWith(QStringLiteral("<&\"'")) && cases[0].contains(u'✨'));
        QCOMPARE(failures, 2);
    }

    void formatsAreListed()
    {
        QVERIFY(findingsFormat(QStringLiteral("junit")) == FindingsFormat::JUnit);
        try {
            findingsFormat(QStringLiteral("yaml"));
            QFAIL("There is no such format.");
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Usage);
            QVERIFY(error.hint().contains(QStringLiteral("text|json|junit|github")));
        }
    }
};

QTEST_GUILESS_MAIN(FindingsOutputTest)
#include "findings_output_test.moc"
