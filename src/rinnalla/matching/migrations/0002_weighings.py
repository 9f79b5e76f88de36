"""Versions of the weights. Empty at first: version 1 stands in the code, so nothing changes for anyone by this step.

Old code can run beside it, since it does not know the table. Backwards, later versions are lost and 1 is in force again.
"""

import django.db.models.deletion
import django.db.models.expressions
import rinnalla.base.clock
import rinnalla.base.codes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=rinnalla.base.codes.new_code, editable=False, max_length=16, unique=True)),
                ('version', models.CharField(max_length=10, unique=True)),
                ('condition', models.PositiveSmallIntegerField()),
                ('treatment', models.PositiveSmallIntegerField()),
                ('situation', models.PositiveSmallIntegerField()),
                ('needs', models.PositiveSmallIntegerField()),
                ('stage', models.PositiveSmallIntegerField()),
                ('times', models.PositiveSmallIntegerField()),
                ('distance', models.PositiveSmallIntegerField()),
                ('closeness', models.PositiveSmallIntegerField()),
                ('load', models.PositiveSmallIntegerField()),
                ('in_force_from', models.DateField(default=rinnalla.base.clock.today)),
                ('why', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField(default=rinnalla.base.clock.now)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-in_force_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('condition', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('treatment')), '-', models.F('situation')), '-', models.F('needs')), '-', models.F('stage')), '-', models.F('times')), '-', models.F('distance')), '-', models.F('closeness')), '-', models.F('load')))), name='weighing_adds_up')],
            },
        ),
    ]
