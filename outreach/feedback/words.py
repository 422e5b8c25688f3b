"""How questions and answers are worded, for pages and for paper."""

from outreach.feedback.model import Question, Respondent
from outreach.web.words import lazy

QUESTIONS = {
    Question.SUITABLE: lazy("内容适合我们的年级，听得懂"),
    Question.HANDS_ON: lazy("有机会自己动手、自己提问"),
    Question.EXPLAINED: lazy("讲解清楚，回答了我们的问题"),
    Question.ARRANGED: lazy("时间和路线安排得顺，排队不久"),
    Question.AGAIN: lazy("还想再来，也会推荐给别的班"),
}
SHORT = {
    Question.SUITABLE: lazy("适合年级"),
    Question.HANDS_ON: lazy("动手提问"),
    Question.EXPLAINED: lazy("讲解清楚"),
    Question.ARRANGED: lazy("安排顺畅"),
    Question.AGAIN: lazy("还想再来"),
}
RESPONDENTS = {Respondent.PUPIL: lazy("学生"), Respondent.ADULT: lazy("老师或家长")}
SCORES = {
    1: lazy("很不同意"),
    2: lazy("不太同意"),
    3: lazy("一般"),
    4: lazy("同意"),
    5: lazy("很同意"),
}
