"""The tables of how long people waited. New and empty; old code does not know them; backwards these counts go.

Requests that were erased before this step are not counted in them.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Quarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins', models.DateField(unique=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['begins'],
            },
        ),
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('time', 'Time of asking'), ('region', 'Region'), ('language', 'Language'), ('age', 'Age'), ('channel', 'How the request came')], max_length=8)),
                ('key', models.CharField(blank=True, default='', max_length=16)),
                ('offer', models.PositiveSmallIntegerField()),
                ('pair', models.PositiveSmallIntegerField()),
                ('amount', models.PositiveIntegerField(default=0)),
                ('quarter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='reports.quarter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('quarter', 'kind', 'key', 'offer', 'pair'), name='wait_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['region', 'language', 'age', 'channel'])), name='wait_of_a_kept_kind'), models.CheckConstraint(condition=models.Q(('offer__lte', models.F('pair'))), name='wait_offer_before_pair')],
            },
        ),
    ]
